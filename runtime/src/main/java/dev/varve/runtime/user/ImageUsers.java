package dev.varve.runtime.user;

import dev.varve.model.VarveException;
import dev.varve.runtime.ContainerUser;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Resolves {@code USER} and {@code --chown} with the passwd and group files of an image, by
 * Docker's rules. Made of bytes alone: the caller reads the files, inside the image's root, regular
 * files only and no more than {@link #MAX_FILE_SIZE} bytes; an absent file is an empty array.
 *
 * <p>What is written as a number is an id, never a name, even when an account has that name.
 */
public final class ImageUsers {

  /** The most bytes of a passwd or group file that are worth reading. */
  public static final int MAX_FILE_SIZE = 10 * 1024 * 1024;

  /** Where the files lie in an image. */
  public static final String PASSWD = "/etc/passwd";

  /** Where the files lie in an image. */
  public static final String GROUP = "/etc/group";

  private final List<AccountFile.User> users;
  private final List<AccountFile.Group> groups;

  public ImageUsers(byte[] passwd, byte[] group) {
    this.users = AccountFile.users(passwd);
    this.groups = AccountFile.groups(group);
  }

  /** Owner and group of a file. */
  public record Owner(int uid, int gid) {}

  /**
   * The user that a command runs as.
   *
   * @param spec {@code [user][:group]}, each a name or an id; empty for root
   * @throws VarveException NOT_FOUND for an unknown name, USAGE for an id out of range; in Docker's
   *     words
   */
  public ContainerUser user(String spec) {
    String name = beforeColon(spec);
    String group = afterColon(spec);
    AccountFile.User account = account(name);
    int gid = group.isEmpty() ? inRange(account.gid()) : groupId(group);
    Set<Integer> all = new LinkedHashSet<>();
    all.add(gid);
    if (group.isEmpty()) {
      for (AccountFile.Group candidate : groups) {
        if (!account.name().isEmpty() && candidate.members().contains(account.name())) {
          all.add(inRange(candidate.gid()));
        }
      }
    }
    String home = account.home().isEmpty() ? "/" : account.home();
    return new ContainerUser(inRange(account.uid()), gid, List.copyOf(all), home);
  }

  /**
   * The owner that {@code --chown} names. A number needs no files; a user without a group takes the
   * user's id, if a number, or the account's primary group; {@code user:} takes group 0.
   *
   * @param spec {@code user[:group]}, each a name or an id
   * @throws VarveException as {@link #user}
   */
  public Owner owner(String spec) {
    String name = beforeColon(spec);
    String group = afterColon(spec);
    int uid;
    int gid;
    if (AccountFile.isNumber(name)) {
      uid = inRange(AccountFile.id(name));
      gid = uid;
    } else if (name.isEmpty()) {
      uid = 0;
      gid = 0;
    } else {
      AccountFile.User account = account(name);
      uid = inRange(account.uid());
      gid = inRange(account.gid());
    }
    if (!group.isEmpty()) {
      gid = groupId(group);
    } else if (spec.indexOf(':') >= 0) {
      gid = 0;
    }
    return new Owner(uid, gid);
  }

  /** Whether {@link #owner} needs the image's files at all. */
  public static boolean ownerNeedsFiles(String spec) {
    return !isNumberOrEmpty(beforeColon(spec)) || !isNumberOrEmpty(afterColon(spec));
  }

  private static boolean isNumberOrEmpty(String text) {
    return text.isEmpty() || AccountFile.isNumber(text);
  }

  private AccountFile.User account(String name) {
    boolean number = name.isEmpty() || AccountFile.isNumber(name);
    long id = number ? AccountFile.id(name) : -1;
    for (AccountFile.User user : users) {
      if (number ? user.uid() == id : user.name().equals(name)) {
        return user;
      }
    }
    if (number) {
      return new AccountFile.User("", id, 0, "");
    }
    throw new VarveException(
        VarveException.Code.NOT_FOUND,
        "unable to find user " + name + ": no matching entries in passwd file",
        "create the user in an earlier step, or give its number");
  }

  private int groupId(String group) {
    if (AccountFile.isNumber(group)) {
      return inRange(AccountFile.id(group));
    }
    for (AccountFile.Group candidate : groups) {
      if (candidate.name().equals(group)) {
        return inRange(candidate.gid());
      }
    }
    throw new VarveException(
        VarveException.Code.NOT_FOUND,
        "unable to find group " + group + ": no matching entries in group file",
        "create the group in an earlier step, or give its number");
  }

  private static int inRange(long id) {
    if (id < 0 || id > Integer.MAX_VALUE) {
      throw new VarveException(
          VarveException.Code.USAGE, "uids and gids must be in range 0-2147483647");
    }
    return (int) id;
  }

  private static String beforeColon(String spec) {
    int colon = spec.indexOf(':');
    return colon < 0 ? spec : spec.substring(0, colon);
  }

  private static String afterColon(String spec) {
    int colon = spec.indexOf(':');
    return colon < 0 ? "" : spec.substring(colon + 1);
  }
}
