// What the faces must keep to: strict Vue and TypeScript, and who may import whom.
import { readdirSync } from "node:fs";
import typescript from "@typescript-eslint/parser";
import vue from "eslint-plugin-vue";

const modules = readdirSync(new URL("./src", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["generated"].includes(entry.name))
  .map((entry) => entry.name);

// A module imports the kernel, the organisation and itself; the kernel imports no module.
const layers = modules.map((module) => {
  const open = module === "kernel" ? ["kernel"] : ["kernel", "organization", module];
  const closed = modules.filter((other) => !open.includes(other));
  const patterns = [{ group: closed.flatMap((other) => [`@/${other}/*`, `@/${other}`]), message: "A module sees only the kernel, the organisation and itself." }, { group: ["../../*"], message: "Write imports across folders from @/." }];
  return { files: [`src/${module}/**/*.{ts,vue}`], ignores: [`src/${module}/**/phone/**`], rules: { "no-restricted-imports": ["error", { patterns }] } };
});

export default [
  { ignores: ["dist/**", "test-results/**", "src/generated/**", "public/**"] },
  ...vue.configs["flat/recommended"],
  { files: ["**/*.vue"], languageOptions: { parserOptions: { parser: typescript, ecmaVersion: 2022, sourceType: "module" } } },
  { files: ["**/*.ts"], languageOptions: { parser: typescript, parserOptions: { ecmaVersion: 2022, sourceType: "module" } } },
  {
    files: ["**/*.{ts,vue}"],
    rules: {
      "max-lines": ["error", 400],
      "no-console": "error",
      "no-debugger": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      semi: "error",
      quotes: ["error", "double", { avoidEscape: true, allowTemplateLiterals: true }],
    },
  },
  {
    files: ["**/*.vue"],
    rules: {
      "max-lines": ["error", 250],
      "vue/no-v-html": "error",
      "vue/multi-word-component-names": "off",
      "vue/prop-name-casing": ["error", "snake_case", { ignoreProps: ["modelValue"] }],
      "vue/attribute-hyphenation": "off",
      "vue/v-on-event-hyphenation": "off",
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/multiline-html-element-content-newline": "off",
      "vue/html-self-closing": ["error", { html: { void: "always", normal: "any" } }],
      "vue/require-default-prop": "off",
      "vue/attributes-order": "off",
      "vue/custom-event-name-casing": ["error", "kebab-case", { ignores: ["/^update:/"] }],
      "vue/v-slot-style": "off",
      "vue/no-static-inline-styles": "error",
      "vue/valid-v-slot": ["error", { allowModifiers: true }],
    },
  },
  ...layers,
  {
    // The phone and the log-in pages stay light.
    files: ["src/**/phone/**", "src/door/**", "src/kernel/part/**", "src/kernel/session/**", "src/phone.ts", "src/login.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: ["element-plus*", "@/kernel/console/*", "@/kernel/described/*"], message: "Phone and log-in pages do without Element Plus." }] }],
      "vue/no-restricted-syntax": ["error", { selector: "VElement[name=/^el-/]", message: "Phone and log-in pages do without Element Plus." }],
    },
  },
  { files: ["journeys/**"], rules: { "no-console": "off", "no-new-func": "off", "no-implied-eval": "off" } },
  {
    // What a page shows is asked until it is so: an action's effect arrives later, on a busy machine much later.
    files: ["journeys/*.journey.ts"],
    rules: {
      "no-restricted-syntax": ["error",
        { selector: "CallExpression[callee.name='expect'] AwaitExpression > CallExpression[callee.property.name=/^(innerText|innerHTML|inputValue|textContent|getAttribute|count|evaluate|all(InnerTexts|TextContents)|is(Visible|Hidden|Enabled|Disabled|Checked|Editable))$/]", message: "A value read once may be read too early: expect.poll(() => …), or absent(…) where nothing may stand there." },
        { selector: "CallExpression[callee.property.name=/^(waitForTimeout|all)$/][callee.object.name!='Promise']", message: "Wait for what proves the new state; go through a list with all_of(…), which waits until it stands there." },
        { selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']", message: "Wait for what proves the new state." },
      ],
    },
  },
];
