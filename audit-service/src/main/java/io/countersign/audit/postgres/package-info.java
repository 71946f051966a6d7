/** Head register and leaf index in Postgres. Blocking; called from the log's own threads and bounded worker pools only. */
package io.countersign.audit.postgres;
