/**
 * A C2SP tlog-tiles log: RFC 6962 tree, tiles and entry bundles as files, signed-note checkpoints, tlog-proof receipts
 * and an offline verifier. Pure JDK, so that the signer, the client and the agent can check a receipt without anything
 * of the audit-service.
 */
package io.countersign.tlog;
