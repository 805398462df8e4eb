package dev.varve.registry.client;

import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.Connections;
import dev.varve.registry.Credential;
import dev.varve.registry.Endpoints;
import dev.varve.registry.LoginCheck;
import dev.varve.registry.auth.RefusedLoginException;
import dev.varve.registry.auth.Scope;
import dev.varve.registry.http.Answer;
import dev.varve.registry.http.Call;
import dev.varve.registry.http.Retries;
import dev.varve.registry.http.Timeouts;
import dev.varve.registry.http.Wire;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** Asks registries whether they take a credential (distribution spec, "Determining Support"). */
public final class RegistryLogin implements LoginCheck {
  private final Endpoints endpoints;
  private final Connections connections;
  private final Retries retries;
  private final Clock clock;

  public RegistryLogin(Endpoints endpoints, Connections connections, Clock clock) {
    this(endpoints, connections, Retries.usual(), clock);
  }

  RegistryLogin(Endpoints endpoints, Connections connections, Retries retries, Clock clock) {
    this.retries = retries;
    this.endpoints = endpoints;
    this.connections = connections;
    this.clock = clock;
  }

  @Override
  public void check(String registry, Credential credential)
      throws IOException, InterruptedException {
    Reference any = new Reference(registry, "login", "latest", null);
    try (Wire wire = new Wire(connections, Timeouts.DEFAULT)) {
      check(
          registry,
          new Channel(endpoints.forPush(any), wire, (_, _) -> Optional.of(credential), clock));
    }
  }

  private void check(String registry, Channel channel) throws IOException, InterruptedException {
    String refused = registry + " does not take that user name and password";
    try (Answer answer =
        retries.run(() -> channel.send(Call.get(channel.resolve("/v2/")), Scope.NONE))) {
      if (answer.status() == 401 || answer.status() == 403) {
        throw new VarveException(VarveException.Code.ENVIRONMENT, refused);
      }
      if (!answer.isSuccess()) {
        throw RegistryFailure.of(answer, "cannot log in", registry);
      }
    } catch (RefusedLoginException e) {
      throw new VarveException(VarveException.Code.ENVIRONMENT, refused, null, e);
    }
  }
}
