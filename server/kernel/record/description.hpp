// A described type for the web: what DescribedForm and DescribedTable need, with the labels of the caller's language.
#pragma once
#include <string>

#include "kernel/schema/record.hpp"
#include "kernel/words/words.hpp"

namespace zhibu {

// {type, label, fields:[{name,label,kind,required,min,max,read_only,fixed,sortable,filterable,list_column,reference_to,options}]}
std::string description_of(std::string_view type, std::span<const AnyField> fields, const Words& words, Language language);
template <class T>
std::string description_of(const Words& words, Language language) {
    return description_of(Schema<T>::name, any_fields<T>(), words, language);
}

}  // namespace zhibu
