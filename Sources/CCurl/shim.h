#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo take varargs, which Swift cannot call: one typed function per kind of argument.

static inline CURLcode gatehouse_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode gatehouse_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode gatehouse_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode gatehouse_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*gatehouse_curl_transfer)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode gatehouse_curl_set_reader(CURL *handle, gatehouse_curl_transfer read, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_READFUNCTION, read);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_READDATA, context) : code;
}

static inline CURLcode gatehouse_curl_set_writer(CURL *handle, gatehouse_curl_transfer write, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, write);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_WRITEDATA, context) : code;
}

typedef int (*gatehouse_curl_trace)(CURL *handle, curl_infotype kind, char *bytes, size_t count, void *context);

// Also switches the trace on (CURLOPT_VERBOSE); with a trace function nothing goes to stderr.
static inline CURLcode gatehouse_curl_set_trace(CURL *handle, gatehouse_curl_trace trace, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, trace);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_DEBUGDATA, context);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L) : code;
}

// The buffer has CURL_ERROR_SIZE bytes and lives as long as the handle.
static inline CURLcode gatehouse_curl_set_errors(CURL *handle, char *buffer) {
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}
