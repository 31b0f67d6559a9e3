# server/precompiled.hpp is parsed once for each kind of target instead of once a file, which halves the time of a whole build. Only
# for whole builds (release, sanitizers): after a change to a header of the kernel everything is built anew.
#
# Not CMake's own precompiled headers: those stand with an absolute path in every command and are compared by their bytes, which hold
# absolute paths too, so that ccache shares nothing between two checkouts. Here the path is relative and ccache compares the sum of
# what was read (CCACHE_PCH_EXTSUM).
option(ZHIBU_PRECOMPILED "Parse the common headers once" OFF)
if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
  set(ZHIBU_PRECOMPILED OFF)
endif()
if(CMAKE_SCRIPT_MODE_FILE)  # cmake -D depfile=… -D sum=… -P Precompile.cmake: the sum of all files that a precompiled header was made of
  file(READ ${depfile} files)
  string(REGEX REPLACE "^[^:]*:|\\\\|\n" " " files "${files}")
  separate_arguments(files)
  set(sums)
  foreach(file ${files})
    file(SHA256 ${file} one)
    string(APPEND sums ${one})
  endforeach()
  string(SHA256 all "${sums}")
  file(WRITE ${sum} ${all})
  return()
endif()

# zhibu_precompile(pch target...): one header for targets that are compiled by the same options; the first says which.
function(zhibu_precompile name first)
  if(NOT ZHIBU_PRECOMPILED)
    return()
  endif()
  set(pch pch/${name}.pch)
  string(TOUPPER "CMAKE_CXX_FLAGS_${CMAKE_BUILD_TYPE}" flags)
  separate_arguments(flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS} ${${flags}}")
  get_target_property(type ${first} TYPE)
  if(type STREQUAL EXECUTABLE)
    set(code ${CMAKE_CXX_COMPILE_OPTIONS_PIE})
  else()
    set(code ${CMAKE_CXX_COMPILE_OPTIONS_PIC})
  endif()
  file(RELATIVE_PATH header ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR}/server/precompiled.hpp)
  set(definitions "$<TARGET_PROPERTY:${first},COMPILE_DEFINITIONS>")
  set(includes "$<FILTER:$<TARGET_PROPERTY:${first},INCLUDE_DIRECTORIES>,EXCLUDE,^(/usr/include|${CMAKE_SOURCE_DIR}/server)$>")
  set(options "$<FILTER:$<TARGET_PROPERTY:${first},COMPILE_OPTIONS>,EXCLUDE,include-pch>")
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/${pch} DEPENDS ${CMAKE_SOURCE_DIR}/server/precompiled.hpp DEPFILE ${CMAKE_BINARY_DIR}/${pch}.d
    WORKING_DIRECTORY ${CMAKE_BINARY_DIR} COMMAND_EXPAND_LISTS VERBATIM
    COMMAND ${CMAKE_COMMAND} -E make_directory pch
    COMMAND ${CMAKE_CXX_COMPILER} -x c++-header "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>" -I../../server "-isystem$<JOIN:${includes},;-isystem>" ${flags} ${code}
      "${options}" ${CMAKE_CXX20_STANDARD_COMPILE_OPTION} -w -Xclang -fno-pch-timestamp -MD -MT ${pch} -MF ${pch}.d -o ${pch} ${header}
    COMMAND ${CMAKE_COMMAND} -D depfile=${pch}.d -D sum=${pch}.sum -P ${CMAKE_SOURCE_DIR}/cmake/Precompile.cmake)
  add_custom_target(zhibu_${name}_pch DEPENDS ${CMAKE_BINARY_DIR}/${pch})
  foreach(target ${first} ${ARGN})
    add_dependencies(${target} zhibu_${name}_pch)
    target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-include-pch ${pch}>")
  endforeach()
endfunction()
