/// The request to move what somebody began on a private account (LI-10): the learner's email and the name of the training. In
/// English, for the vendor's people.
struct HelpDeskRequest {
    let address: String
    let training: String

    var text: String {
        """
        Subject: Please move a learner's progress into our organisation

        Hello,

        a learner of our organisation began a training on a private account before accepting our invitation, and is Active with us now. Please move the progress:

        Learner's email: \(address)
        Name of the training: \(training)

        Thank you!

        """
    }
}
