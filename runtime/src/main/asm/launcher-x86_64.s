# The part of the launcher that runs: it carries out a table of system calls, one after the other.
# See dev.varve.runtime.launch.SyscallProgram for the table and LauncherFile for the file around it.
# The bytes are in dev.varve.runtime.launch.Architecture; a test assembles this file and compares.
#
#   as --64 -o l.o launcher-x86_64.s && objcopy -O binary -j .text l.o l.bin
#
# Entry of the table, 72 bytes: number, six arguments, mode, operand (8 bytes each).
# Modes: 0 must succeed; 1 ignore the result; 2 go to operand when the result is not 0;
#        3 the result must be the operand.
# A call that must succeed and fails: the 16 bytes "address of the entry, result" are written to
# file descriptor 3 and the process ends with status 125.

        .set    HEADER, 0x600200        # u64 address of the first entry; u64 entry, u64 result

        .text
        mov     HEADER, %rbx
call:   mov     (%rbx), %rax
        mov     8(%rbx), %rdi
        mov     16(%rbx), %rsi
        mov     24(%rbx), %rdx
        mov     32(%rbx), %r10
        mov     40(%rbx), %r8
        mov     48(%rbx), %r9
        syscall
        mov     56(%rbx), %ecx
        cmp     $1, %ecx
        je      next
        cmp     $-4095, %rax            # -4095 … -1 as unsigned numbers: an errno
        jae     fail
        cmp     $2, %ecx
        je      branch
        cmp     $3, %ecx
        je      expect
next:   add     $72, %rbx
        jmp     call
branch: test    %rax, %rax
        je      next
        mov     64(%rbx), %rbx
        jmp     call
expect: cmp     64(%rbx), %rax
        je      next
fail:   mov     %rbx, HEADER + 8
        mov     %rax, HEADER + 16
        mov     $1, %eax                # write
        mov     $3, %edi
        mov     $HEADER + 8, %esi
        mov     $16, %edx
        syscall
        mov     $231, %eax              # exit_group
        mov     $125, %edi
        syscall
