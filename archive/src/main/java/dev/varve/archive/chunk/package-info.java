/** Where a layer's tar is cut into chunks that are compressed each on its own. */
@NullMarked
package dev.varve.archive.chunk;

import org.jspecify.annotations.NullMarked;
