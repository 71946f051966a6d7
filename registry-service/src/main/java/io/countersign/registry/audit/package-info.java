/** What the registry asks the audit-service for: proof that its events are in the log, so that it may forget them. */
package io.countersign.registry.audit;
