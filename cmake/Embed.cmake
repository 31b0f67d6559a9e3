# zhibu_embed(TARGET symbol directory pattern...): puts the matching files of a directory into the binary.
# The generated source defines `std::span<const zhibu::file::Embedded> zhibu::file::embedded_<symbol>()`, sorted by path.
function(zhibu_embed target symbol directory)
  set(globs)
  foreach(pattern ${ARGN})
    list(APPEND globs ${directory}/${pattern})
  endforeach()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${directory} ${globs})
  list(SORT files)
  set(assembly ".section .rodata\n")
  set(rows "")
  set(externs "")
  set(number 0)
  foreach(name ${files})
    string(APPEND assembly ".global embedded_${symbol}_${number}\n.global embedded_${symbol}_${number}_end\n.balign 16\n"
      "embedded_${symbol}_${number}:\n.incbin \"${directory}/${name}\"\nembedded_${symbol}_${number}_end:\n.byte 0\n")
    string(APPEND externs "extern \"C\" const char embedded_${symbol}_${number}[], embedded_${symbol}_${number}_end[];\n")
    string(APPEND rows "    {\"${name}\", {embedded_${symbol}_${number}, static_cast<std::size_t>(embedded_${symbol}_${number}_end - embedded_${symbol}_${number})}},\n")
    math(EXPR number "${number}+1")
  endforeach()
  set(folder ${CMAKE_BINARY_DIR}/embedded)
  string(APPEND assembly ".section .note.GNU-stack,\"\",@progbits\n")
  file(CONFIGURE OUTPUT ${folder}/${symbol}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${folder}/${symbol}.cpp CONTENT "#include \"kernel/file/embedded.hpp\"
#include <array>
${externs}
std::span<const zhibu::file::Embedded> zhibu::file::embedded_${symbol}() {
  static const std::array<Embedded, ${number}> files{{
${rows}  }};
  return files;
}
" @ONLY)
  set(inputs)
  foreach(name ${files})
    list(APPEND inputs ${directory}/${name})
  endforeach()
  set_property(SOURCE ${folder}/${symbol}.S APPEND PROPERTY OBJECT_DEPENDS "${inputs}")
  target_sources(${target} PRIVATE ${folder}/${symbol}.S ${folder}/${symbol}.cpp)
endfunction()
