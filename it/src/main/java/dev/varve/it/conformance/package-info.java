@NullMarked
package dev.varve.it.conformance;

import org.jspecify.annotations.NullMarked;
