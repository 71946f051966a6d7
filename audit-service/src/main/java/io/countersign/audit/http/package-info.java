/** The log over HTTPS: C2SP tlog-tiles paths as they are, receipts and proofs under {@code /v1}. Reads only. */
package io.countersign.audit.http;
