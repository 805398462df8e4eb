// The same as launcher-x86_64.s for aarch64; what it does is described there.
//
//   aarch64-linux-gnu-as -o l.o launcher-aarch64.s && aarch64-linux-gnu-objcopy -O binary -j .text l.o l.bin

        .set    HEADER, 0x600200

        .text
        movz    x20, #(HEADER & 0xffff)
        movk    x20, #(HEADER >> 16), lsl #16
        ldr     x19, [x20]
call:   ldr     x8, [x19]
        ldp     x0, x1, [x19, #8]
        ldp     x2, x3, [x19, #24]
        ldp     x4, x5, [x19, #40]
        svc     #0
        ldp     x9, x10, [x19, #56]     // mode, operand
        cmp     x9, #1
        b.eq    next
        cmn     x0, #4095               // -4095 … -1 as unsigned numbers: an errno
        b.hs    fail
        cmp     x9, #2
        b.eq    branch
        cmp     x9, #3
        b.eq    expect
next:   add     x19, x19, #72
        b       call
branch: cbz     x0, next
        mov     x19, x10
        b       call
expect: cmp     x0, x10
        b.eq    next
fail:   stp     x19, x0, [x20, #8]
        mov     x8, #64                 // write
        mov     x0, #3
        add     x1, x20, #8
        mov     x2, #16
        svc     #0
        mov     x8, #94                 // exit_group
        mov     x0, #125
        svc     #0
