/**
 * The rules of the audit log: what becomes a leaf, in which order head, register, checkpoint and receipts move, what a
 * start refuses. Knows neither Kafka nor Postgres nor PKCS#11; the ports stand beside the rule that needs them.
 *
 * <p>What it believes:
 *
 * <ul>
 *   <li>the pinned trust document, and its own log once the tree was hashed again;
 *   <li>of certificates and CRLs, those that verify under a trusted CA ({@link IssuerSignatures});
 *   <li>of orders, only that one redeems a standing grant, if the signer's own check says so under any version of the trust document
 *       that was a leaf before: all that a signer can sign is among them ({@link TrustedRedemptions});
 *   <li>nothing else that topics carry: it is logged as told;
 *   <li>of the index, what the leaves confirm. A row that is missing there is not noticed: a leaf may then stand twice, or the
 *       reuse of a certificate go unseen, until the index is made anew.
 * </ul>
 */
package io.countersign.audit.core;
