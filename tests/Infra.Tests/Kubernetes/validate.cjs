// Checks manifests against npm's kubernetes-models, which knows the required fields: node validate.cjs FOLDER_OF_NODE_MODULES MANIFESTS.yaml
// They are read as they are written: a client's classes would fill in what is missing.
const { readFileSync } = require("node:fs");
const path = require("node:path");

const [folder, file] = process.argv.slice(2);
const modules = path.join(folder, "node_modules");
const { parseAllDocuments } = require(path.join(modules, "yaml"));
const objects = parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS());
let failed = 0;
for (const object of objects) {
  try {
    // kubernetes-models/apps/v1/Deployment; of the core group kubernetes-models/v1/ConfigMap.
    const { [object.kind]: Model } = require(path.join(modules, "kubernetes-models", object.apiVersion, object.kind));
    new Model(object).validate();
  } catch (error) {
    failed++;
    console.error(`${object.kind}/${object.metadata?.name}: ${error.message}`);
  }
}
if (failed > 0) process.exit(1);
console.log(`${objects.length} objects are valid`);
