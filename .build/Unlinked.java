import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SYNTHETIC;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rewrites classes so that pattern switches and the methods of records are plain code.
 *
 * <p>javac leaves both to be generated at run time, when each is first used. For a command that
 * ends after tens of milliseconds that is a large part of it, and an AOT cache does not keep it.
 * Here a call site of {@code SwitchBootstraps.typeSwitch} becomes a call of a private method with a
 * test for each label; {@code ObjectMethods} becomes the comparison, hash or text that its contract
 * describes. What they answer is the same.
 */
final class Unlinked {
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");
  private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
  private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");

  private final ClassFile classes;

  /** {@code resolver} knows the types that the classes name. */
  Unlinked(ClassHierarchyResolver resolver) {
    classes = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(resolver));
  }

  /** The class with every such call site replaced. */
  byte[] rewrite(byte[] bytes) {
    ClassModel model = classes.parse(bytes);
    if (!concerns(model)) {
      return bytes;
    }
    List<Added> added = new ArrayList<>();
    return classes.build(
        model.thisClass().asSymbol(),
        builder -> {
          for (ClassElement element : model) {
            if (element instanceof MethodModel method && concerns(method)) {
              rewrite(model, method, builder, added);
            } else {
              builder.with(element);
            }
          }
          for (Added method : added) {
            builder.withMethodBody(
                method.name, method.type, ACC_PRIVATE | ACC_STATIC | ACC_SYNTHETIC, method.body);
          }
        });
  }

  private record Added(String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {}

  private static boolean concerns(ClassModel model) {
    for (MethodModel method : model.methods()) {
      if (concerns(method)) {
        return true;
      }
    }
    return false;
  }

  private static boolean concerns(MethodModel method) {
    if (method.code().isPresent()) {
      for (CodeElement element : method.code().get()) {
        if (element instanceof InvokeDynamicInstruction call && concerns(call)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean concerns(InvokeDynamicInstruction call) {
    ClassDesc owner = call.bootstrapMethod().owner();
    return owner.equals(RECORDS)
        || (owner.equals(SWITCHES)
            && !call.typeSymbol().parameterType(0).isPrimitive()
            && call.bootstrapArgs().stream().allMatch(Unlinked::isKnown));
  }

  /**
   * Qualified constants of enums and primitive types are computed; such a switch stays as it is.
   */
  private static boolean isKnown(ConstantDesc label) {
    return label instanceof ClassDesc || label instanceof String || label instanceof Integer;
  }

  private static void rewrite(
      ClassModel model, MethodModel method, ClassBuilder builder, List<Added> added) {
    boolean isInterface = model.flags().has(AccessFlag.INTERFACE);
    ClassDesc self = model.thisClass().asSymbol();
    builder.transformMethod(
        method,
        (to, element) -> {
          if (element instanceof CodeModel code) {
            to.transformCode(
                code,
                (out, part) -> {
                  if (part instanceof InvokeDynamicInstruction call && concerns(call)) {
                    String name = "plain$" + added.size();
                    added.add(new Added(name, call.typeSymbol(), body(self, call)));
                    out.invokestatic(self, name, call.typeSymbol(), isInterface);
                  } else {
                    out.with(part);
                  }
                });
          } else {
            to.with(element);
          }
        });
  }

  private static Consumer<CodeBuilder> body(ClassDesc self, InvokeDynamicInstruction call) {
    List<ConstantDesc> arguments = call.bootstrapArgs();
    String name = call.name().stringValue();
    return switch (name) {
      case "typeSwitch" -> code -> typeSwitch(code, arguments);
      case "enumSwitch" -> code -> enumSwitch(code, call.typeSymbol().parameterType(0), arguments);
      case "equals" -> code -> equals(code, self, components(arguments));
      case "hashCode" -> code -> hash(code, components(arguments));
      case "toString" -> code -> text(code, self, components(arguments));
      default -> throw new IllegalStateException("unknown call site: " + name);
    };
  }

  // Switches: (target, restart) -> the first label from restart on that fits, -1 for null.

  private static void typeSwitch(CodeBuilder code, List<ConstantDesc> labels) {
    whenNull(code);
    for (int i = 0; i < labels.size(); i++) {
      ConstantDesc label = labels.get(i);
      Label next = code.newLabel();
      fromRestart(code, i, next);
      switch (label) {
        case ClassDesc type -> code.aload(0).instanceOf(type).ifeq(next);
        case String text -> same(code, text, next);
        case Integer number -> same(code, number, next);
        default -> throw new IllegalStateException("unknown label: " + label);
      }
      code.loadConstant(i).ireturn().labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }

  private static void enumSwitch(CodeBuilder code, ClassDesc type, List<ConstantDesc> labels) {
    whenNull(code);
    for (int i = 0; i < labels.size(); i++) {
      Label next = code.newLabel();
      fromRestart(code, i, next);
      switch (labels.get(i)) {
        case ClassDesc any -> code.aload(0).instanceOf(any).ifeq(next);
        case String constant -> code.aload(0).getstatic(type, constant, type).if_acmpne(next);
        default -> throw new IllegalStateException("unknown label: " + labels.get(i));
      }
      code.loadConstant(i).ireturn().labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }

  private static void whenNull(CodeBuilder code) {
    Label present = code.newLabel();
    code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
  }

  private static void fromRestart(CodeBuilder code, int label, Label next) {
    if (label > 0) {
      // A guard that did not hold asks for the labels behind it.
      code.iload(1).loadConstant(label).if_icmpgt(next);
    } else {
      code.iload(1).ifgt(next);
    }
  }

  private static void same(CodeBuilder code, ConstantDesc constant, Label next) {
    code.loadConstant(constant);
    if (constant instanceof Integer) {
      code.invokestatic(
          ConstantDescs.CD_Integer,
          "valueOf",
          MethodTypeDesc.of(ConstantDescs.CD_Integer, ConstantDescs.CD_int));
    }
    code.aload(0)
        .invokevirtual(
            ConstantDescs.CD_Object,
            "equals",
            MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object))
        .ifeq(next);
  }

  // Records.

  private record Component(String name, ClassDesc record, ClassDesc type) {}

  /** The bootstrap arguments: the record, the names with semicolons between, the fields. */
  private static List<Component> components(List<ConstantDesc> arguments) {
    String[] names = ((String) arguments.get(1)).split(";");
    List<Component> components = new ArrayList<>();
    for (int i = 2; i < arguments.size(); i++) {
      DirectMethodHandleDesc getter = (DirectMethodHandleDesc) arguments.get(i);
      MethodTypeDesc type = getter.invocationType();
      components.add(new Component(names[i - 2], (ClassDesc) arguments.get(0), type.returnType()));
    }
    return components;
  }

  private static void field(CodeBuilder code, int variable, Component component) {
    code.aload(variable).getfield(component.record, component.name, component.type);
  }

  private static void equals(CodeBuilder code, ClassDesc self, List<Component> components) {
    Label different = code.newLabel();
    Label other = code.newLabel();
    code.aload(0).aload(1).if_acmpne(other).iconst_1().ireturn().labelBinding(other);
    code.aload(1).instanceOf(self).ifeq(different);
    code.aload(1).checkcast(self).astore(2);
    for (Component component : components) {
      field(code, 0, component);
      field(code, 2, component);
      switch (TypeKind.from(component.type)) {
        case BOOLEAN, BYTE, SHORT, CHAR, INT -> code.if_icmpne(different);
        case LONG -> code.lcmp().ifne(different);
        case FLOAT, DOUBLE ->
            code.invokestatic(
                    box(component.type),
                    "compare",
                    MethodTypeDesc.of(ConstantDescs.CD_int, component.type, component.type))
                .ifne(different);
        case REFERENCE ->
            code.invokestatic(
                    OBJECTS,
                    "equals",
                    MethodTypeDesc.of(
                        ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                .ifeq(different);
        case VOID -> throw new IllegalStateException(component.name);
      }
    }
    code.iconst_1().ireturn().labelBinding(different).iconst_0().ireturn();
  }

  private static void hash(CodeBuilder code, List<Component> components) {
    code.iconst_0();
    for (Component component : components) {
      code.bipush(31).imul();
      field(code, 0, component);
      if (component.type.isPrimitive()) {
        code.invokestatic(
            box(component.type),
            "hashCode",
            MethodTypeDesc.of(ConstantDescs.CD_int, component.type));
      } else {
        code.invokestatic(
            OBJECTS, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object));
      }
      code.iadd();
    }
    code.ireturn();
  }

  private static void text(CodeBuilder code, ClassDesc self, List<Component> components) {
    code.new_(BUILDER)
        .dup()
        .invokespecial(BUILDER, "<init>", MethodTypeDesc.of(ConstantDescs.CD_void));
    // As Class.getSimpleName() has it.
    String binary = self.displayName();
    append(code, binary.substring(binary.lastIndexOf('$') + 1) + "[");
    String between = "";
    for (Component component : components) {
      append(code, between + component.name + "=");
      field(code, 0, component);
      code.invokestatic(
          ConstantDescs.CD_String,
          "valueOf",
          MethodTypeDesc.of(ConstantDescs.CD_String, printed(component.type)));
      appendString(code);
      between = ", ";
    }
    append(code, "]");
    code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(ConstantDescs.CD_String)).areturn();
  }

  /** The parameter of the {@code String.valueOf} that takes such a value. */
  private static ClassDesc printed(ClassDesc type) {
    return switch (TypeKind.from(type)) {
      case BYTE, SHORT, INT -> ConstantDescs.CD_int;
      case REFERENCE -> ConstantDescs.CD_Object;
      case BOOLEAN, CHAR, LONG, FLOAT, DOUBLE, VOID -> type;
    };
  }

  private static void append(CodeBuilder code, String text) {
    code.loadConstant(text);
    appendString(code);
  }

  private static void appendString(CodeBuilder code) {
    code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, ConstantDescs.CD_String));
  }

  private static ClassDesc box(ClassDesc primitive) {
    return switch (TypeKind.from(primitive)) {
      case BOOLEAN -> ConstantDescs.CD_Boolean;
      case BYTE -> ConstantDescs.CD_Byte;
      case SHORT -> ConstantDescs.CD_Short;
      case CHAR -> ConstantDescs.CD_Character;
      case INT -> ConstantDescs.CD_Integer;
      case LONG -> ConstantDescs.CD_Long;
      case FLOAT -> ConstantDescs.CD_Float;
      case DOUBLE -> ConstantDescs.CD_Double;
      case REFERENCE, VOID -> throw new IllegalArgumentException(primitive.displayName());
    };
  }
}
