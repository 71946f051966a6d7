package io.countersign.audit.core;

import io.countersign.contracts.Bytes;
import io.countersign.tlog.Checkpoint;

/** The checkpoint that everybody may see: signed, in the register, in the log's folder. */
public record Published(Checkpoint checkpoint, Bytes note) {}
