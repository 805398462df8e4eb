/**
 * What a client of registries is tested with: {@link dev.varve.testkit.registry.FaultServer}, a
 * registry in memory that does on command what no server should, and {@link
 * dev.varve.testkit.registry.DockerRegistry}, the real one.
 */
@NullMarked
package dev.varve.testkit.registry;

import org.jspecify.annotations.NullMarked;
