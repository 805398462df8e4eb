package dev.varve.build.solve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * What the targets need, with the edges turned round. Not safe for use by several threads.
 *
 * @param <R> what operations make
 */
final class Graph<R> {
  private final IdentityHashMap<Operation<R>, List<Operation<R>>> dependents =
      new IdentityHashMap<>();
  private final IdentityHashMap<Operation<R>, Integer> missing = new IdentityHashMap<>();
  private final List<Operation<R>> ready = new ArrayList<>();

  private Graph() {}

  static <R> Graph<R> of(Collection<? extends Operation<R>> targets) {
    Graph<R> graph = new Graph<>();
    Deque<Operation<R>> open = new ArrayDeque<>(targets);
    while (!open.isEmpty()) {
      Operation<R> operation = open.removeFirst();
      if (graph.missing.containsKey(operation)) {
        continue;
      }
      graph.missing.put(operation, operation.inputs().size());
      if (operation.inputs().isEmpty()) {
        graph.ready.add(operation);
      }
      for (Operation<R> input : operation.inputs()) {
        graph.dependents.computeIfAbsent(input, _ -> new ArrayList<>()).add(operation);
        open.addLast(input);
      }
    }
    return graph;
  }

  int size() {
    return missing.size();
  }

  /** The operations without inputs. */
  List<Operation<R>> ready() {
    return List.copyOf(ready);
  }

  /** Notes a result and returns the operations that waited for nothing else. */
  List<Operation<R>> complete(Operation<R> operation) {
    List<Operation<R>> now = new ArrayList<>();
    for (Operation<R> dependent : dependents.getOrDefault(operation, List.of())) {
      if (missing.merge(dependent, -1, Integer::sum) == 0) {
        now.add(dependent);
      }
    }
    return now;
  }
}
