@org.jspecify.annotations.NullMarked
package dev.varve.build.random;
