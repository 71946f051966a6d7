package io.countersign.tlog;

/** Which of the two sources of leaf hashes leads to the signed root. */
enum Truth {
    ENTRIES,
    TILES,
    NONE
}
