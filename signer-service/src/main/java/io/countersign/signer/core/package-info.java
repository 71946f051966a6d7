/**
 * The two decisions of the signer and the ports they need. Steps, numbered as in security 2.3 and 4.2: admit verifies a signed
 * order and says what will be signed (intent); once the log holds the intent, sign verifies everything again, recomputes the
 * bytes and only then asks the HSM. Nothing here remembers anything that safety needs.
 */
package io.countersign.signer.core;
