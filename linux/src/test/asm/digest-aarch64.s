// Prints the 32 bytes of the state of a SHA-256 after the two blocks at `data`, for GateLibraryTest;
// gate.bin is what src/main/asm/gate-aarch64.s assembles to. Ends with status 1 where the gate says
// that the processor cannot.

        .text
        .globl  _start
_start: bl      gate + 64               // BlockGate.available
        cbz     x0, missing
        adr     x2, state
        adr     x3, data
        mov     x4, #2
        bl      gate + 128              // BlockGate.compress
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

        .balign 64
state:  .long   0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
data:   .incbin "data.bin"
