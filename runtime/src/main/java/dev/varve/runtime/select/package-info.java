/** Which isolation works here. */
@NullMarked
package dev.varve.runtime.select;

import org.jspecify.annotations.NullMarked;
