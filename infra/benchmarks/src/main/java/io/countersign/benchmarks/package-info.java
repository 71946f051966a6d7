/** How fast certificates are issued, always beside the ceiling of the same token key in the same minute. */
package io.countersign.benchmarks;
