package template

// Function is the Lambda function that a function, version or alias is of; nil for
// anything else, and for one that is not the program's.
func (r *Resource) Function() *Resource {
	for range 4 {
		if r == nil {
			return nil
		}
		switch r.Type {
		case "AWS::Lambda::Function":
			return r
		case "AWS::Lambda::Version", "AWS::Lambda::Alias":
			p, ok := r.Property("FunctionName").Single()
			if !ok {
				return nil
			}
			r = p.Resource
		default:
			return nil
		}
	}
	return nil
}
