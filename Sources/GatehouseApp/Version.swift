/// The product's version, semantic.
package let productVersion = "0.1.0"
