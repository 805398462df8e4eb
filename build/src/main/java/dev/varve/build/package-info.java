@NullMarked
package dev.varve.build;

import org.jspecify.annotations.NullMarked;
