@NullMarked
package dev.varve.dockerfile;

import org.jspecify.annotations.NullMarked;
