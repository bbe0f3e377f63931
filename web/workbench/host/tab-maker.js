/** @import { Page, Tab, TabTemplate } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */
import { asRecord } from "./from-outside.js";
import { slugValues } from "./slug-values.js";
import { fillSlugs } from "./slugs.js";

/** @typedef {Record<string, unknown>} Values */

/** Makes tabs from their templates. */
export class TabMaker {
  #templates;
  #dataverse;

  /**
   * @param {TabTemplate[]} templates
   * @param {Dataverse} dataverse
   */
  constructor(templates, dataverse) {
    this.#templates = templates;
    this.#dataverse = dataverse;
  }

  /** @param {unknown} name */
  template(name) {
    return this.#templates.find(({ uniqueName }) => uniqueName === name);
  }

  /**
   * @param {string} text
   * @param {Values[]} scopes
   */
  fill(text, scopes) {
    return fillSlugs(text, slugValues(this.#dataverse, scopes));
  }

  /**
   * @param {TabTemplate} template
   * @param {object} from
   * @param {Values} from.values override the template's parameters
   * @param {Values[]} from.scopes where its slugs are looked up
   * @param {Page | null} [from.anchor]
   * @returns {Promise<Omit<Tab, "id">>}
   */
  async make(template, { values, scopes, anchor }) {
    const valueFor = slugValues(this.#dataverse, scopes, anchor);
    /** @type {Values} */
    const parameters = {};
    for (const [name, configured] of Object.entries(template.parameters)) {
      const passed = Object.hasOwn(values, name) ? values[name] : undefined;
      parameters[name] =
        passed ??
        (typeof configured === "string" ? await fillSlugs(configured, valueFor) : configured);
    }
    return {
      title: (await fillSlugs(template.title, valueFor)) || template.name,
      template,
      page: pageOf(template.pageType, parameters),
      parameters,
      templateParameters: values,
      reloads: 0,
    };
  }
}

/**
 * Where the slugs of a tab's template are looked up: under its own name before all the rest.
 *
 * @param {string} template unique name
 * @param {Values} parameters
 */
export function tabScopes(template, parameters) {
  return [asRecord(parameters[template]), parameters];
}

/**
 * @param {string} pageType
 * @param {Values} parameters
 * @returns {Page | null} null for a page that the workbench cannot show
 */
function pageOf(pageType, { entityName, entityId, searchText }) {
  const etn = text(entityName);
  const id = text(entityId).replace(/[{}]/g, "");
  if (pageType === "dashboard") return { pagetype: "dashboard" };
  if (pageType === "search") return { pagetype: "search", searchText: text(searchText) };
  if (pageType === "entitylist" && etn) return { pagetype: "entitylist", etn };
  if (pageType === "entityrecord" && etn && id) return { pagetype: "entityrecord", etn, id };
  return null;
}

/** @param {unknown} value */
const text = (value) => (typeof value === "string" ? value : "");
