/**
 * The scheduler: runs a graph of operations in dependency order, each at most once, and reuses what
 * the cache knows. It knows neither Dockerfiles nor containers.
 */
@NullMarked
package dev.varve.build.solve;

import org.jspecify.annotations.NullMarked;
