/**
 * PKCS#11 tokens: login, signing with deadlines, HMAC, and recovery by generations.
 *
 * <p>Two ways into a module live side by side. Certificates are signed through SunPKCS11; slot lookup by token label,
 * Ed25519 and attribute read-back, which SunPKCS11 cannot do, go through ipkcs11wrapper. Both may sit on one module in
 * one process because of three rules: C_Initialize is called with OS locking by both and "already initialised" is not
 * an error; nobody here ever calls C_Finalize, which would pull the library from under the other; and nobody calls
 * C_Logout, because login is a property of token and process and every other user of the token would lose its keys.
 */
package io.countersign.hsm;
