// For GateLibraryTest: has a child print "spawned" and a newline, waits for it, and prints the 32 bytes of
// the state of a SHA-256 after the two blocks at `data`. gate.bin is what src/main/asm/gate-aarch64.s assembles to. Ends with status 1 where the gate says
// that the processor cannot.

        .text
        .globl  _start
_start: bl      gate + 64               // BlockGate.available
        cbz     x0, missing
        adr     x2, path
        adr     x3, argv
        adr     x5, files
        adr     x6, work
        adr     x7, path                // addresses in a table would need a loader
        str     x7, [x3]
        adr     x7, word
        str     x7, [x3, #8]
        add     x4, x3, #16
        bl      gate + 128              // SpawnGate.start
        tbnz    x0, #63, missing
        mov     x8, #260                // wait4
        mov     x1, #0
        mov     x2, #0
        mov     x3, #0
        svc     #0
        adr     x2, state
        adr     x3, data
        mov     x4, #2
        bl      gate + 384              // BlockGate.compress
        mov     x8, #64                 // write
        mov     x0, #1
        adr     x1, state
        mov     x2, #32
        svc     #0
        mov     x0, #0
        b       end
missing:
        mov     x0, #1
end:    mov     x8, #93                 // exit
        svc     #0

        .balign 64
gate:   .incbin "gate.bin"

path:   .asciz  "/bin/echo"
word:   .asciz  "spawned"
        .balign 8
argv:   .quad   0, 0, 0
work:   .quad   -1, 0, 0
files:  .long   0, 1, 2

        .balign 64
state:  .long   0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
data:   .incbin "data.bin"
