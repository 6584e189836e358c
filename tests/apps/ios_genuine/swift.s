// What swiftc writes for a module that is linked statically into an app, by docs/ABI/TypeMetadata.rst:
// module QuietSDK { struct Tracker { enum Level }; final class Session: Reporting; protocol Reporting }
    .section __TEXT,__const
    .p2align 2
_name_module:   .asciz "QuietSDK"
_name_tracker:  .asciz "Tracker"
_name_level:    .asciz "Level"
_name_session:  .asciz "Session"
_name_protocol: .asciz "Reporting"
    .p2align 2
_module:        // kind 0, unique
    .long 0x40, 0
    .long _name_module - (_module + 8)
_tracker:       // struct
    .long 0x51
    .long _module - (_tracker + 4)
    .long _name_tracker - (_tracker + 8)
    .long 0, 0, 0, 0
_level:         // enum, in the struct
    .long 0x52
    .long _tracker - (_level + 4)
    .long _name_level - (_level + 8)
    .long 0, 0, 0, 0
_session:       // class
    .long 0x80000050
    .long _module - (_session + 4)
    .long _name_session - (_session + 8)
    .long 0, 0, 0, 0, 0, 0, 0, 0, 0
_reporting:     // protocol
    .long 0x43
    .long _module - (_reporting + 4)
    .long _name_protocol - (_reporting + 8)
    .long 0, 0, 0
_conformance_own:
    .long _reporting - (_conformance_own)
    .long _session - (_conformance_own + 4)
    .long 0, 0
_conformance_far:  // to a protocol of another image, by a pointer
    .long _pointer - (_conformance_far) + 1
    .long _tracker - (_conformance_far + 4)
    .long 0, 0

    .section __TEXT,__swift5_types
    .p2align 2
_types:
    .long _tracker - (_types)
    .long _level - (_types + 4)
    .long _session - (_types + 8)
    .section __TEXT,__swift5_protos
    .p2align 2
_protos:
    .long _reporting - (_protos)
    .section __TEXT,__swift5_proto
    .p2align 2
_proto:
    .long _conformance_own - (_proto)
    .long _conformance_far - (_proto + 4)

    .section __DATA,__const
    .p2align 3
_pointer:
    .quad _$s7Combine16ObservableObjectMp

    .text
    .globl _main
    .p2align 2
_main:
    mov w0, #0
    ret
    .no_dead_strip _types
    .no_dead_strip _protos
    .no_dead_strip _proto
.subsections_via_symbols
