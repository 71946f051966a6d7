/** Rules about certificates, one class each with its source, looked up in the bytes that are about to be signed. */
package io.countersign.x509.lint;
