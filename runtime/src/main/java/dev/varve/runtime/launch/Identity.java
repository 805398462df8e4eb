package dev.varve.runtime.launch;

import dev.varve.linux.IdMap;
import dev.varve.linux.Namespaces;
import dev.varve.model.VarveException;
import dev.varve.runtime.ContainerUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which users a container can have here. */
public final class Identity {

  private Identity() {}

  /**
   * Checks that a container's user exists in this user namespace.
   *
   * @return whether its groups can be set: an ordinary user without sub-ids may not
   * @throws VarveException ENVIRONMENT when it does not
   */
  public static boolean check(ContainerUser user) throws IOException {
    IdMap uids = Namespaces.uidMap();
    if (uids.isIdentity()) {
      return true;
    }
    IdMap gids = Namespaces.gidMap();
    boolean setsGroups = !Files.readString(Path.of("/proc/self/setgroups")).startsWith("deny");
    boolean known = uids.contains(user.uid()) && gids.contains(user.gid());
    for (int group : user.groups()) {
      known &= gids.contains(group) || !setsGroups;
    }
    if (!known) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          "user "
              + user.uid()
              + ":"
              + user.gid()
              + " does not exist here: only "
              + uids.size()
              + " user ids are available",
          "give this account sub-ids: install uidmap and add it to /etc/subuid and /etc/subgid");
    }
    return setsGroups;
  }
}
