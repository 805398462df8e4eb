/** Tells why a step had to run: what differs between its key and that of the last build. */
@NullMarked
package dev.varve.build.explain;

import org.jspecify.annotations.NullMarked;
