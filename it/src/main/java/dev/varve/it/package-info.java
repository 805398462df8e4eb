@NullMarked
package dev.varve.it;

import org.jspecify.annotations.NullMarked;
