# What the JDK offers no quick way to: a system call, a process, the blocks of a SHA-256. JNI methods, so
# nothing is linked at run time. See dev.varve.linux.GateLibrary for the file around them and for the
# bytes; a test assembles this file and compares.
#
#   as --64 -o g.o gate-x86_64.s && objcopy -O binary -j .text g.o g.bin

        .text

# long KernelGate.call(JNIEnv *, jclass, long number, long a, long b, long c, long d, long e, long f)
# The first six come in registers, d, e and f on the stack behind the return address.
# The result is the kernel's: -4095 ... -1 is a negated errno.
        mov     %rdx, %rax
        mov     %rcx, %rdi
        mov     %r8, %rsi
        mov     %r9, %rdx
        mov     8(%rsp), %r10
        mov     16(%rsp), %r8
        mov     24(%rsp), %r9
        syscall
        ret

# long BlockGate.available(JNIEnv *, jclass)
# 1 when the processor has SHA, SSSE3 and SSE4.1, else 0.
        .balign 64, 0xcc
        push    %rbx
        xor     %eax, %eax
        cpuid
        cmp     $7, %eax                # the highest leaf
        jb      none
        mov     $1, %eax
        xor     %ecx, %ecx
        cpuid
        and     $0x80200, %ecx
        cmp     $0x80200, %ecx
        jne     none
        mov     $7, %eax
        xor     %ecx, %ecx
        cpuid
        bt      $29, %ebx
        jnc     none
        mov     $1, %eax
        pop     %rbx
        ret
none:   xor     %eax, %eax
        pop     %rbx
        ret

# long SpawnGate.start(JNIEnv *, jclass, long path, long argv, long envp, long files, long work)
# Executes a file in a child that borrows this thread's stack and memory until then, as vfork(2) has it:
# it touches neither, but for the errno it leaves. files are the three descriptors that become 0, 1 and 2;
# work has 24 bytes: a mask with all signals, room for this thread's, and for the errno, which has to be 0.
# All signals are blocked in the child. The result is its process id, or a negated errno.
        .balign 64, 0xcc
        push    %rbx
        push    %rbp
        push    %r12
        push    %r13
        push    %r14
        push    %r15
        mov     %rdx, %r12
        mov     %rcx, %r13
        mov     %r8, %r14
        mov     %r9, %r15
        mov     56(%rsp), %rbx          # behind six registers and the return address
        mov     $14, %eax               # rt_sigprocmask
        mov     $2, %edi                # SIG_SETMASK
        mov     %rbx, %rsi
        lea     8(%rbx), %rdx
        mov     $8, %r10d
        syscall
        mov     $56, %eax               # clone
        mov     $0x4111, %edi           # CLONE_VFORK | CLONE_VM | SIGCHLD
        xor     %esi, %esi
        xor     %edx, %edx
        xor     %r10d, %r10d
        xor     %r8d, %r8d
        syscall
        test    %rax, %rax
        jz      child
        mov     %rax, %rbp
        mov     $14, %eax
        mov     $2, %edi
        lea     8(%rbx), %rsi
        xor     %edx, %edx
        mov     $8, %r10d
        syscall
        mov     16(%rbx), %r12
        test    %rbp, %rbp
        js      spawned
        test    %r12, %r12
        jz      spawned
        mov     $61, %eax               # wait4: it has ended
        mov     %rbp, %rdi
        xor     %esi, %esi
        xor     %edx, %edx
        xor     %r10d, %r10d
        syscall
        mov     %r12, %rbp
spawned:
        mov     %rbp, %rax
        pop     %r15
        pop     %r14
        pop     %r13
        pop     %r12
        pop     %rbp
        pop     %rbx
        ret
child:  xor     %ebp, %ebp
next:   mov     (%r15,%rbp,4), %edi
        cmp     %ebp, %edi
        je      same
        mov     $292, %eax              # dup3
        mov     %ebp, %esi
        xor     %edx, %edx
        syscall
        test    %rax, %rax
        js      failed
same:   inc     %ebp
        cmp     $3, %ebp
        jb      next
        mov     $59, %eax               # execve
        mov     %r12, %rdi
        mov     %r13, %rsi
        mov     %r14, %rdx
        syscall
failed: mov     %rax, 16(%rbx)
        mov     $231, %eax              # exit_group
        mov     $127, %edi
        syscall

# void BlockGate.compress(JNIEnv *, jclass, long state, long data, long blocks)
# FIPS 180-4, 6.2.2, for whole blocks of 64 bytes, at least one; state is eight words a ... h in the
# processor's order of bytes. sha256rnds2 wants it as a b e f and c d g h, the highest lane first, which are
# in xmm1 and xmm2, and words plus constants in xmm0.
        .balign 64, 0xcc

# Four rounds with the words in w; the constants are at offset (%rax).
        .macro  rounds w, offset
        movdqa  \offset(%rax), %xmm0
        paddd   \w, %xmm0
        sha256rnds2 %xmm1, %xmm2
        pshufd  $0x0e, %xmm0, %xmm0
        sha256rnds2 %xmm2, %xmm1
        .endm

# The next four words, from the sixteen before them; they replace the oldest.
        .macro  extend w0, w1, w2, w3
        sha256msg1 \w1, \w0
        movdqa  \w3, %xmm7
        palignr $4, \w2, %xmm7
        paddd   %xmm7, \w0
        sha256msg2 \w3, \w0
        .endm

        .macro  fetch w, offset
        movdqu  \offset(%rcx), \w
        pshufb  %xmm8, \w
        .endm

        lea     constants(%rip), %r9
        lea     256(%r9), %r10          # behind the last constant
        movdqa  (%r10), %xmm8           # turns each word's bytes round
        movdqu  (%rdx), %xmm1           # d c b a, the highest lane first
        movdqu  16(%rdx), %xmm2         # h g f e
        movdqa  %xmm1, %xmm7
        punpcklqdq %xmm2, %xmm1         # f e b a
        punpckhqdq %xmm7, %xmm2         # d c h g
        pshufd  $0x1b, %xmm1, %xmm1     # a b e f
        pshufd  $0xb1, %xmm2, %xmm2     # c d g h

block:  movdqa  %xmm1, %xmm9
        movdqa  %xmm2, %xmm10
        mov     %r9, %rax
        fetch   %xmm3, 0
        rounds  %xmm3, 0
        fetch   %xmm4, 16
        rounds  %xmm4, 16
        fetch   %xmm5, 32
        rounds  %xmm5, 32
        fetch   %xmm6, 48
        rounds  %xmm6, 48
more:   add     $64, %rax
        extend  %xmm3, %xmm4, %xmm5, %xmm6
        rounds  %xmm3, 0
        extend  %xmm4, %xmm5, %xmm6, %xmm3
        rounds  %xmm4, 16
        extend  %xmm5, %xmm6, %xmm3, %xmm4
        rounds  %xmm5, 32
        extend  %xmm6, %xmm3, %xmm4, %xmm5
        rounds  %xmm6, 48
        lea     64(%rax), %r11
        cmp     %r10, %r11
        jb      more
        paddd   %xmm9, %xmm1
        paddd   %xmm10, %xmm2
        add     $64, %rcx
        dec     %r8
        jnz     block

        movdqa  %xmm1, %xmm7
        punpcklqdq %xmm2, %xmm1         # g h e f
        punpckhqdq %xmm7, %xmm2         # a b c d
        pshufd  $0xb1, %xmm1, %xmm1     # h g f e
        pshufd  $0x1b, %xmm2, %xmm2     # d c b a
        movdqu  %xmm2, (%rdx)
        movdqu  %xmm1, 16(%rdx)
        ret

        .balign 64, 0xcc
constants:
        .long   0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5
        .long   0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174
        .long   0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da
        .long   0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967
        .long   0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85
        .long   0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070
        .long   0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3
        .long   0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
        .byte   3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12
