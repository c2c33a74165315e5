exports.handler = async () => get("payment");
