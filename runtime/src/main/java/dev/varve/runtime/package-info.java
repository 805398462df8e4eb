@NullMarked
package dev.varve.runtime;

import org.jspecify.annotations.NullMarked;
