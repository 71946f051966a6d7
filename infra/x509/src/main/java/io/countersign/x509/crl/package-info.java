/** CRLs of one exact shape: built as a pure function, and read only if the same function makes the same bytes again. */
package io.countersign.x509.crl;
