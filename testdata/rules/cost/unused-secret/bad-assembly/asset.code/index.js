exports.handler = async () => "shop/prod/forgotten-not";
