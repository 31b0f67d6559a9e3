// Element Plus' own words in the page's language.
import en from "element-plus/es/locale/lang/en";
import zh from "element-plus/es/locale/lang/zh-cn";
import { language } from "@/kernel/words/words";

export const element_words = () => (language() === "en" ? en : zh);
