// How a page is put on paper: whether it is being printed, for forms that stand on paper only, and which way the paper lies.
import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";

// Puts the page on paper lying, as long as it is the one shown: for tables with many columns.
export function use_wide_paper(): void {
  const whole = document.documentElement.classList;
  onMounted(() => whole.add("print-wide"));
  onBeforeUnmount(() => whole.remove("print-wide"));
}

export function use_printing(): Ref<boolean> {
  const printing = ref(false);
  const begin = () => (printing.value = true);
  const end = () => (printing.value = false);
  onMounted(() => {
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
  });
  onBeforeUnmount(() => {
    window.removeEventListener("beforeprint", begin);
    window.removeEventListener("afterprint", end);
  });
  return printing;
}
