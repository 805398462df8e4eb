/** Containers that are kept: their state, what they wrote, and what they said. */
@NullMarked
package dev.varve.runtime.container;

import org.jspecify.annotations.NullMarked;
