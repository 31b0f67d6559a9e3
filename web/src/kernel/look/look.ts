// How the page looks for this person on this machine: large type and dark mode, set before the first paint.
import { reactive, watch } from "vue";

const place = "zhibu.look";

interface Look {
  large: boolean;
  dark: boolean;
}

function stored(): Partial<Look> {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "{}") as Partial<Look>;
  } catch {
    return {};
  }
}

export const look = reactive<Look>({
  large: stored().large ?? false,
  dark: stored().dark ?? false,
});

export function start_look(): void {
  const apply = () => {
    document.documentElement.classList.toggle("large", look.large);
    document.documentElement.classList.toggle("dark", look.dark);
  };
  apply();
  watch(look, () => {
    apply();
    localStorage.setItem(place, JSON.stringify(look));
  });
}
