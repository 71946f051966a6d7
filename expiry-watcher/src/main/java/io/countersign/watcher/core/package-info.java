/** When a certificate's life reaches what is worth telling; no clock, no thread, no broker. */
package io.countersign.watcher.core;
