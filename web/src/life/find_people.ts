// Among the thousands of a committee a sheet lists those already named and those one looks for; a branch is listed whole.
import { computed, ref, type Ref } from "vue";
import type { Attendee } from "./life";

const few = 60; // as many as a sheet shows at once
const most_found = 20;

export function use_find_people(people: Ref<Attendee[]>, is_named: (person: Attendee) => boolean) {
  const q = ref("");
  const many = computed(() => people.value.length > few);
  const shown = computed(() => {
    if (!many.value) return people.value;
    const wanted = q.value.trim();
    const found = wanted ? people.value.filter((person) => !is_named(person) && person.name.includes(wanted)).slice(0, most_found) : [];
    return [...people.value.filter(is_named), ...found];
  });
  return { q, many, shown };
}
