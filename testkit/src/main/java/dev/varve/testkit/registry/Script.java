package dev.varve.testkit.registry;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rules in the order in which they were made. The first that takes a request has it. */
final class Script {
  private final List<Rule> rules = new CopyOnWriteArrayList<>();

  Rule add(Rule rule) {
    rules.add(rule);
    return rule;
  }

  Optional<Rule> ruleFor(SeenRequest head) {
    for (Rule rule : rules) {
      if (rule.takes(head)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }

  boolean done() {
    return rules.stream().allMatch(Rule::done);
  }

  void clear() {
    rules.clear();
  }
}
