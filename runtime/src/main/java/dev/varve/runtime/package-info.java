/**
 * How commands of an image run: the contracts. A root file system is mounted ({@link
 * dev.varve.runtime.RootFileSystem}) and a command runs in it under an {@link
 * dev.varve.runtime.Isolation}, both inside {@code PrivateMounts}, so that no mount and no process
 * can outlive this one. What does the work lies in the packages below.
 */
@NullMarked
package dev.varve.runtime;

import org.jspecify.annotations.NullMarked;
